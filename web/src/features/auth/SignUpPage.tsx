import { Page } from "@/components/ui/Page.tsx";

export function SignUpPage() {
  return <Page title="SignUp">{null}</Page>;
}
