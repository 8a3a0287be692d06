import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import { formatShare } from "@/lib/format.ts";

const STEP = 2;
const LEAP = 10;

interface BeforeAfterProps {
  before: string;
  after: string;
}

/** Two renderings of one picture, the one uncovering the other as a handle is moved. */
export function BeforeAfter({ before, after }: BeforeAfterProps) {
  const { t } = useTranslation("hide");
  const frame = useRef<HTMLDivElement>(null);
  const [percent, setPercent] = useState(50);
  const move = (to: number) => setPercent(Math.min(100, Math.max(0, to)));

  const follow = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box && event.buttons === 1) move(((event.clientX - box.left) / box.width) * 100);
  };
  const press = (event: KeyboardEvent) => {
    const to = {
      ArrowLeft: percent - STEP,
      ArrowDown: percent - STEP,
      ArrowRight: percent + STEP,
      ArrowUp: percent + STEP,
      PageDown: percent - LEAP,
      PageUp: percent + LEAP,
      Home: 0,
      End: 100,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };

  return (
    // The picture runs from left to right in every language: so does its handle.
    <div
      ref={frame}
      dir="ltr"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={follow}
      className="relative mx-auto w-fit cursor-ew-resize touch-pan-y overflow-hidden rounded-xl bg-sunken select-none"
    >
      <img src={after} alt={t("result.after")} draggable={false} className="block max-h-[70vh] max-w-full" />
      <img
        src={before}
        alt={t("result.before")}
        draggable={false}
        className="absolute inset-0 size-full"
        style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }}
      />
      <Label side="left" isShown={percent > 15} text={t("result.before")} />
      <Label side="right" isShown={percent < 85} text={t("result.after")} />
      <div
        role="slider"
        tabIndex={0}
        aria-label={t("result.slider")}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={t("result.sliderValue", { share: formatShare(percent / 100) })}
        onKeyDown={press}
        className="group absolute inset-y-0 -ms-6 flex w-12 items-center justify-center outline-none"
        style={{ left: `${percent}%` }}
      >
        <span className="absolute inset-y-0 w-0.5 bg-surface shadow" />
        <span className="relative flex size-11 items-center justify-center rounded-full border border-edge bg-surface text-ink shadow-lg group-focus-visible:outline-3 group-focus-visible:outline-offset-2 group-focus-visible:outline-accent">
          <svg
            viewBox="0 0 24 24"
            className="size-5"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            aria-hidden="true"
          >
            <path d="M9 7l-5 5 5 5M15 7l5 5-5 5" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
        </span>
      </div>
    </div>
  );
}

function Label({ side, isShown, text }: { side: "left" | "right"; isShown: boolean; text: string }) {
  return (
    <span
      aria-hidden="true"
      className={`absolute top-3 rounded-full bg-surface/90 px-2.5 py-0.5 text-sm font-medium text-ink transition-opacity ${side === "left" ? "left-3" : "right-3"} ${isShown ? "" : "opacity-0"}`}
    >
      {text}
    </span>
  );
}
