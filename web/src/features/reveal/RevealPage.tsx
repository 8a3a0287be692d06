import { Page } from "@/components/ui/Page.tsx";

export function RevealPage() {
  return <Page title="Reveal">{null}</Page>;
}
