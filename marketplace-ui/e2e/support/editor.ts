import type { Page } from "playwright-core";

/** A file or folder in the tree. */
export const item = (page: Page, name: string) => page.getByRole("treeitem", { name, exact: true });

/** Where the text of an open file is. */
export const code = (page: Page, path: string) => page.getByRole("textbox", { name: `Code of ${path}` });
