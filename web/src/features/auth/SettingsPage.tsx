import { Page } from "@/components/ui/Page.tsx";

export function SettingsPage() {
  return <Page title="Settings">{null}</Page>;
}
