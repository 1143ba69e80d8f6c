"""What script/bench measures, one module a subject; docs/performance.md says how and what came of it."""
