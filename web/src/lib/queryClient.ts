import { QueryClient } from "@tanstack/react-query";

import { problemOf } from "./api/problem.ts";
import { onSignedOut } from "./session.ts";

/** The app's one cache of what the server said. It lives in memory and goes with the session. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 3 && problemOf(error).isPassing,
    },
  },
});

onSignedOut(() => queryClient.clear());
