import { type InvalidateOptions, type InvalidateQueryFilters, QueryClient } from "@tanstack/react-query";
import { Problem } from "./problem";

/** Tries after a failure that may pass by itself. */
const RETRIES = 2;

/** Asks again what a change has made stale, also where an answer from before the change is still under way. */
export class Queries extends QueryClient {
  override async invalidateQueries(filters?: InvalidateQueryFilters, options?: InvalidateOptions) {
    // What is not shown would end as fresh; it is asked for when it is shown again.
    void this.cancelQueries({ ...filters, type: "inactive" });
    // What is shown for the first time is answered first, or a stream of changes would keep it from being shown at all.
    const first = this.getQueryCache()
      .findAll({ ...filters, type: "active", fetchStatus: "fetching" })
      .filter(({ state }) => state.data === undefined);
    await super.invalidateQueries(filters, options);
    for (const { queryKey } of first) await super.invalidateQueries({ queryKey, exact: true }, options);
  }
}

export const queries = new Queries({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < RETRIES && !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
  },
});
