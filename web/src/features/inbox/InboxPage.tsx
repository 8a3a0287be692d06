import { Page } from "@/components/ui/Page.tsx";

export function InboxPage() {
  return <Page title="Inbox">{null}</Page>;
}
