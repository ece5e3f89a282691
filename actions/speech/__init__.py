"""The only place that turns facts into Korean: text, buttons, cards."""
