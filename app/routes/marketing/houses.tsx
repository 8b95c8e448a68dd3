const heights = [52, 60, 48, 56, 64, 50, 58, 46, 62, 54, 48, 60];
const width = 48;
const ground = 108;

function house(height: number, hue: number) {
  const left = hue * width + 4;
  const eaves = ground - height;
  const middle = left + width / 2;
  const roof = `M${left} ${ground}V${eaves}l${width / 2} -24 ${width / 2} 24V${ground}z`;
  const door = `M${middle - 7} ${ground}v-19a7 7 0 0 1 14 0v19z`;
  return (
    <g key={hue} data-door={hue}>
      <path className="mark-house" d={roof} />
      <path className="mark-door" d={door} />
    </g>
  );
}

const row = heights.map(house);

export function Houses() {
  return (
    <svg viewBox="0 0 584 112" aria-hidden="true" className="h-auto w-full text-muted">
      {row}
      <path className="mark-house" d={`M0 ${ground}H584`} />
    </svg>
  );
}
