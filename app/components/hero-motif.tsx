/** Sheets of the register, each with what it is about, the nearest one checked. Decoration of the first page on wide screens. */
export function HeroMotif() {
  return (
    <svg className="motif" viewBox="0 0 320 230" fill="none" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <g strokeWidth="3">
        <g transform="rotate(-9 80 190)" stroke="#3c5f5a">
          <rect x="24" y="62" width="130" height="200" rx="12" fill="#173a37" />
          <path d="M46 104c0-16 12-28 28-28s28 12 28 28M38 108h72M66 76v20M82 76v20" stroke="#f5c063" />
          <path d="M44 136h84M44 156h84M44 176h50" />
        </g>
        <g transform="rotate(8 240 190)" stroke="#3c5f5a">
          <rect x="168" y="58" width="130" height="200" rx="12" fill="#173a37" />
          <path d="M222 110h-30V78h40v32M232 88h16l14 12v10h-8" stroke="#9ec3f5" />
          <circle cx="206" cy="112" r="7" stroke="#9ec3f5" />
          <circle cx="247" cy="112" r="7" stroke="#9ec3f5" />
          <path d="M188 140h84M188 160h84M188 180h50" />
        </g>
        <rect x="92" y="26" width="138" height="220" rx="12" fill="#fbf8f2" stroke="#fbf8f2" />
        <rect x="114" y="46" width="26" height="44" rx="5" stroke="#1b6a3b" />
        <path d="M123 82h8" stroke="#1b6a3b" />
        <path d="M156 56h52M156 74h36M114 112h94M114 132h94M114 152h94M114 172h60" stroke="#b9b3a3" />
        <circle cx="212" cy="190" r="27" fill="#ffbf3c" />
        <path d="M200 191l9 9 16-18" stroke="#12302e" strokeWidth="5" />
      </g>
    </svg>
  );
}
