"""The durable hand-over: what happened (events) and what is still to be done (jobs), written in the action's own transaction.

Nothing of the domain is known here. An event gets the next number of its account, without gaps, in the order of
commits; the reactions that `balcao.wiring` lists for its name become jobs beside it.
"""
