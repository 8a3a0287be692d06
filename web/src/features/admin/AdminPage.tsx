import { Page } from "@/components/ui/Page.tsx";

export function AdminPage() {
  return <Page title="Admin">{null}</Page>;
}
