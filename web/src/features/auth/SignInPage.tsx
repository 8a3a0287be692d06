import { Page } from "@/components/ui/Page.tsx";

export function SignInPage() {
  return <Page title="SignIn">{null}</Page>;
}
