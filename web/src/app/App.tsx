import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router";

import { Toasts } from "@/components/ui/Toasts.tsx";
import { queryClient } from "@/lib/queryClient.ts";

import { router } from "./routes.tsx";

/** The whole app. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  );
}
