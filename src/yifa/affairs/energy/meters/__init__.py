"""What happens to meters, virtual meters, and the pages of their readings (表计)."""
