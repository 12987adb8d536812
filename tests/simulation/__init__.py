"""The service's loop and transport, simulated: many instances, random schedules, no real time.

`schedule.py` says what may happen, `world.py` makes it happen, `instance.py` is one process of
the service, `laws.py` what must hold in the end, `planted.py` the bugs that must be found.
"""
