import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { Missing } from "./pages/missing";
import { Shell } from "./pages/shell";

// Every page is a chunk of its own; the editor's is the largest by far.
const root = createRootRoute({ component: Shell, notFoundComponent: Missing });
const page = <P extends string>(path: P, load: () => Promise<{ Page: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, "Page") });

const pages = [
  page("/", () => import("./pages/home/page")),
  page("/new", () => import("./pages/information/create")),
  page("/p/$owner/$name", () => import("./pages/plugin/page")),
  page("/p/$owner/$name/information", () => import("./pages/information/edit")),
  page("/edit/$plugin", () => import("./pages/editor/page")),
  page("/sign-in", () => import("./pages/account/sign-in")),
  page("/sign-up", () => import("./pages/account/sign-up")),
  page("/setup", () => import("./pages/account/setup")),
  page("/account", () => import("./pages/account/page")),
  page("/organisations", () => import("./pages/organisations/list")),
  page("/organisations/$name", () => import("./pages/organisations/page")),
  page("/admin", () => import("./pages/admin/page")),
  page("/help", () => import("./pages/help/page")),
  page("/help/$guide", () => import("./pages/help/guide")),
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
