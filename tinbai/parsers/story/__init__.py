"""What was read, made into stories: title, lead, body, photos, byline."""
