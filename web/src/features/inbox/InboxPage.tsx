import "./messages.ts";

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { Button } from "@/components/ui/Button.tsx";
import { EmptyState } from "@/components/ui/States.tsx";
import { showPage } from "@/lib/title.ts";

import { ConversationList } from "./ConversationList.tsx";
import { NewConversation } from "./NewConversation.tsx";
import { Reconnecting } from "./Reconnecting.tsx";
import { ThreadPane } from "./ThreadPane.tsx";

/** All conversations and the one that is open: side by side, on a small screen one at a time. */
export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { conversation } = useParams();
  const [isChoosing, setChoosing] = useState(false);
  const choose = () => setChoosing(true);
  const onSmall = (isShown: boolean) => (isShown ? "" : "max-md:hidden");

  useEffect(() => showPage(t("title")), [t]);

  return (
    <div className="absolute inset-x-0 top-0 bottom-[calc(3.5rem+env(safe-area-inset-bottom))] mx-auto flex max-w-6xl flex-col md:bottom-0 md:border-x md:border-line">
      <h1 className="sr-only">{t("title")}</h1>
      <Reconnecting />
      <div className="flex min-h-0 flex-1">
        <div
          className={`flex w-full min-w-0 flex-col md:w-80 md:shrink-0 md:border-e md:border-line lg:w-96 ${onSmall(!conversation)}`}
        >
          <ConversationList current={conversation} onNew={choose} />
        </div>
        <div className={`flex min-w-0 flex-1 flex-col ${onSmall(conversation !== undefined)}`}>
          {conversation ? (
            <ThreadPane key={conversation} conversation={conversation} />
          ) : (
            <div className="m-auto p-6">
              <EmptyState icon="messages" title={t("pick.title")}>
                <p>{t("pick.text")}</p>
                <Button onClick={choose}>{t("list.new")}</Button>
              </EmptyState>
            </div>
          )}
        </div>
      </div>
      <NewConversation isOpen={isChoosing} onClose={() => setChoosing(false)} />
    </div>
  );
}
