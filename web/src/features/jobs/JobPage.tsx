import { Page } from "@/components/ui/Page.tsx";

export function JobPage() {
  return <Page title="Job">{null}</Page>;
}
