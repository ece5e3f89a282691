"""What the actions hear in a message: numbers, dates, sums, facts in passing."""
