"""The twin detector on a labelled stream of incoming stories, and on real ones read by a person."""
