/** A sheet of the register with its mark of verification. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect x="4" y="3" width="24" height="26" rx="4" fill="#b4431f" />
      <path d="M10 11h12M10 16h12M10 21h7" stroke="#fff" strokeWidth="2.2" strokeLinecap="round" />
      <circle cx="24" cy="23" r="6" fill="#ffbf3c" />
      <path d="M21.3 23.1l1.9 1.9 3.4-3.7" fill="none" stroke="#1d2b2a" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
