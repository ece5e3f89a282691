"""Telegram's door: a webhook (or, for development, long polling) inwards, the Bot API outwards.

`updates` what came · `visit` what is done about it · `hook` and `poll` the two ways in · `render` and `cut` what a
person is shown · `api` the calls, their pace and their faults · `door` the way out · `station` holds them together.
"""
