"""The ids of a request that the log lines of the tasks it queued carry too."""

FROM_REQUEST = ("request_id", "user_id")
