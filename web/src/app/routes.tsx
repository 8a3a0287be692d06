import { createBrowserRouter } from "react-router";

import { Crashed } from "./Crashed.tsx";
import { Guarded } from "./Guarded.tsx";
import { Home } from "./Home.tsx";
import { NotFound } from "./NotFound.tsx";
import { Shell } from "./Shell.tsx";

/** Every page; all but the frame are loaded when they are first visited. */
export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <Crashed />,
    hydrateFallbackElement: <></>,
    children: [
      { index: true, element: <Home /> },
      {
        path: "sign-in",
        lazy: async () => ({ Component: (await import("@/features/auth/SignInPage.tsx")).SignInPage }),
      },
      {
        path: "sign-up",
        lazy: async () => ({ Component: (await import("@/features/auth/SignUpPage.tsx")).SignUpPage }),
      },
      {
        path: "help",
        lazy: async () => ({ Component: (await import("@/features/help/HelpPage.tsx")).HelpPage }),
      },
      {
        element: <Guarded />,
        children: [
          {
            path: "hide",
            lazy: async () => ({ Component: (await import("@/features/hide/HidePage.tsx")).HidePage }),
          },
          {
            path: "reveal",
            lazy: async () => ({ Component: (await import("@/features/reveal/RevealPage.tsx")).RevealPage }),
          },
          {
            path: "jobs",
            lazy: async () => ({ Component: (await import("@/features/jobs/JobsPage.tsx")).JobsPage }),
          },
          {
            path: "jobs/batch",
            lazy: async () => ({ Component: (await import("@/features/jobs/BatchPage.tsx")).BatchPage }),
          },
          {
            path: "jobs/:id",
            lazy: async () => ({ Component: (await import("@/features/jobs/JobPage.tsx")).JobPage }),
          },
          {
            path: "contacts",
            lazy: async () => ({
              Component: (await import("@/features/contacts/ContactsPage.tsx")).ContactsPage,
            }),
          },
          {
            path: "messages",
            lazy: async () => ({ Component: (await import("@/features/inbox/InboxPage.tsx")).InboxPage }),
          },
          {
            path: "messages/:conversation",
            lazy: async () => ({ Component: (await import("@/features/inbox/InboxPage.tsx")).InboxPage }),
          },
          {
            path: "verify",
            lazy: async () => ({ Component: (await import("@/features/verify/VerifyPage.tsx")).VerifyPage }),
          },
          {
            path: "settings",
            lazy: async () => ({
              Component: (await import("@/features/auth/SettingsPage.tsx")).SettingsPage,
            }),
          },
        ],
      },
      {
        element: <Guarded role="admin" />,
        children: [
          {
            path: "admin",
            lazy: async () => ({ Component: (await import("@/features/admin/AdminPage.tsx")).AdminPage }),
          },
          {
            path: "admin/:section",
            lazy: async () => ({ Component: (await import("@/features/admin/AdminPage.tsx")).AdminPage }),
          },
        ],
      },
      { path: "*", element: <NotFound /> },
    ],
  },
]);
