"""What applying costs a newcomer, counted by playing the ways through the pages; docs/effort.md is written from it."""
