import { Page } from "@/components/ui/Page.tsx";

export function JobsPage() {
  return <Page title="Jobs">{null}</Page>;
}
