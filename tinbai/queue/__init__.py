"""What the newsroom decides: pure functions over drafts; they touch no database."""
