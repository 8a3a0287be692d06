import "./index.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./app/App.tsx";
import { startMessages } from "./lib/i18n/index.ts";
import { startSession } from "./lib/session.ts";
import { startTheme } from "./lib/theme.ts";

startTheme();
startMessages();
void startSession();

const root = document.getElementById("root");
if (!root) throw new Error("no root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
