import { Page } from "@/components/ui/Page.tsx";

export function VerifyPage() {
  return <Page title="Verify">{null}</Page>;
}
