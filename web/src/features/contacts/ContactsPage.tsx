import { Page } from "@/components/ui/Page.tsx";

export function ContactsPage() {
  return <Page title="Contacts">{null}</Page>;
}
