"""What pages ask. A form checks shape and plausibility; whether somebody may, and what it does, is asked elsewhere."""
