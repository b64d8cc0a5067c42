"""Word files of today (.docx, .docm, .dotx)."""
