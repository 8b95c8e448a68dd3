/** The first thing Tab reaches: past the frame to the content, which has the id `main`. */
export function SkipLink() {
  return (
    <a href="#main" className="skip-link button button-primary">
      Skip to content
    </a>
  );
}
