import { api, body, type Plugin } from "@/api/client";

/** What answered last, newest first. */
export const releasesQuery = (plugin: Plugin) => ({
  queryKey: ["plugin", plugin.id, "releases"],
  queryFn: () =>
    body(
      api.GET("/api/v1/plugins/{plugin}/releases", {
        params: { path: { plugin: plugin.id }, query: { per_page: 30 } },
      }),
    ),
});
