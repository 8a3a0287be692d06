import { Page } from "@/components/ui/Page.tsx";

export function HidePage() {
  return <Page title="Hide">{null}</Page>;
}
