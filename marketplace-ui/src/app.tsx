import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
  QueryClientProvider,
} from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Problem } from "./api/problem";
import { router } from "./router";

// Needed when there is something to say, which is never while the first page loads.
const Toasts = lazy(async () => ({ default: (await import("./components/ui/toasts")).Toasts }));

/** Tries after a failure that may pass by itself. */
const RETRIES = 2;

/** Asks again what a change has made stale, also where an answer from before the change is still under way. */
class Queries extends QueryClient {
  override invalidateQueries(filters?: InvalidateQueryFilters, options?: InvalidateOptions): Promise<void> {
    // The base asks anew only for what is shown and has been answered once; the rest would end as fresh.
    const isLeft = (query: Query) => !query.isActive() || query.state.data === undefined;
    const predicate = (query: Query) => isLeft(query) && (filters?.predicate?.(query as never) ?? true);
    void this.cancelQueries({ ...filters, predicate } as InvalidateQueryFilters);
    return super.invalidateQueries(filters, options);
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

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
      <Suspense>
        <Toasts />
      </Suspense>
    </QueryClientProvider>
  );
}
