import { useId } from "react";

import { outlineOf, patchesOf } from "./geometry.ts";
import type { AlterationMap } from "./verification.ts";

// The hatching's lines lie this share of the longer side apart.
const SPACING = 1 / 50;
const SAMPLE = { width: 32, height: 20 };

/** The altered cells over a picture: outlined and hatched, closer where more was changed, so that no colour is needed. */
export function AlterationOverlay({ map }: { map: AlterationMap }) {
  const id = useId();
  const outline = outlineOf(map);
  return (
    <svg
      viewBox={`0 0 ${map.width} ${map.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="absolute inset-0 size-full"
    >
      <Patterns id={id} spacing={Math.max(map.width, map.height) * SPACING} />
      {patchesOf(map).map(({ x, y, width, height, isStrong }) => (
        <rect
          key={`${x} ${y}`}
          x={x}
          y={y}
          width={width}
          height={height}
          fill={`url(#${id}-${isStrong ? "strong" : "weak"})`}
        />
      ))}
      {/* Two lines, light under dark or the other way round: one of them shows on any ground. */}
      <path
        d={outline}
        fill="none"
        className="stroke-paper"
        strokeWidth="5"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={outline}
        fill="none"
        className="stroke-danger"
        strokeWidth="2.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** A sample of the hatching, for the legend. */
export function Hatching({ isStrong }: { isStrong: boolean }) {
  const id = useId();
  return (
    <svg width={SAMPLE.width} height={SAMPLE.height} aria-hidden="true" className="shrink-0">
      <Patterns id={id} spacing={8} />
      <rect
        {...SAMPLE}
        fill={`url(#${id}-${isStrong ? "strong" : "weak"})`}
        className="stroke-danger"
        strokeWidth="4"
      />
    </svg>
  );
}

function Patterns({ id, spacing }: { id: string; spacing: number }) {
  return (
    <defs>
      <Lines id={`${id}-weak`} spacing={spacing} width={spacing * 0.18} isCrossed={false} />
      <Lines id={`${id}-strong`} spacing={spacing} width={spacing * 0.22} isCrossed />
    </defs>
  );
}

function Lines(props: { id: string; spacing: number; width: number; isCrossed: boolean }) {
  const { id, spacing, width, isCrossed } = props;
  return (
    <pattern
      id={id}
      width={spacing}
      height={spacing}
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect width={spacing} height={spacing} className="fill-danger" fillOpacity={isCrossed ? 0.35 : 0.15} />
      <path
        d={isCrossed ? `M0 0H${spacing}M0 0V${spacing}` : `M0 0V${spacing}`}
        className="stroke-danger"
        strokeWidth={width * 2}
      />
    </pattern>
  );
}
