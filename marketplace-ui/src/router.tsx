import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import i18next from "i18next";
import { Missing } from "./pages/missing";
import { Shell } from "./pages/shell";

const root = createRootRoute({ component: Shell, notFoundComponent: Missing });

/**
 * A page: a chunk of its own, the editor's the largest by far. The areas of words that it and its parts use are loaded
 * beside it, for React would hide the whole page again while a part of it waits for words (`router.test.ts`).
 */
const page = <P extends string>(
  path: P,
  words: string[],
  load: () => Promise<{ Page: React.ComponentType }>,
) =>
  createRoute({
    getParentRoute: () => root,
    path,
    loader: () => i18next.loadNamespaces(words),
    component: lazyRouteComponent(load, "Page"),
  });

const pages = [
  page("/", ["home"], () => import("./pages/home/page")),
  page("/new", ["information"], () => import("./pages/information/create")),
  page("/p/$owner/$name", ["home", "plugin"], () => import("./pages/plugin/page")),
  page("/p/$owner/$name/information", ["information"], () => import("./pages/information/edit")),
  page("/edit/$plugin", ["editor", "editor-run"], () => import("./pages/editor/page")),
  page("/sign-in", ["account"], () => import("./pages/account/sign-in")),
  page("/sign-up", ["account"], () => import("./pages/account/sign-up")),
  page("/setup", ["account"], () => import("./pages/account/setup")),
  page("/account", ["account"], () => import("./pages/account/page")),
  page("/organisations", ["organisations"], () => import("./pages/organisations/list")),
  page("/organisations/$name", ["account", "organisations"], () => import("./pages/organisations/page")),
  page("/admin", ["account", "admin"], () => import("./pages/admin/page")),
  page("/help", ["help"], () => import("./pages/help/page")),
  page("/help/$guide", ["help"], () => import("./pages/help/guide")),
];

export const router = createRouter({
  routeTree: root.addChildren(pages),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
