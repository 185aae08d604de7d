import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { queries } from "./api/queries";
import { router } from "./router";

// Needed when there is something to say, which is never while the first page loads.
const Toasts = lazy(async () => ({ default: (await import("./components/ui/toasts")).Toasts }));

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
