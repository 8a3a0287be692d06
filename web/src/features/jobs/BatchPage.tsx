import { Page } from "@/components/ui/Page.tsx";

export function BatchPage() {
  return <Page title="Batch">{null}</Page>;
}
