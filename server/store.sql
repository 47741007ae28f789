-- 1: requests, and the letters about them that must leave
CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  ticket TEXT NOT NULL,             -- of the form that it came from
  digest TEXT NOT NULL,             -- of the answers: the same form, sent again, is the same request
  received TEXT NOT NULL,           -- UTC, ISO 8601
  answers TEXT NOT NULL,            -- JSON: for each field a list
  suspect TEXT NOT NULL,            -- why it is set apart; empty for most
  told INTEGER NOT NULL DEFAULT 0,  -- whether a notice has counted it, if it is set apart
  UNIQUE (ticket, digest)
) STRICT;
CREATE TABLE letter (
  id INTEGER PRIMARY KEY,
  request INTEGER NOT NULL REFERENCES request (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  tries INTEGER NOT NULL DEFAULT 0,
  due TEXT,                         -- when to try; nothing once it was sent, or never will be
  sent TEXT,
  trouble TEXT NOT NULL DEFAULT ''  -- what went wrong the last time
) STRICT;
CREATE INDEX request_untold ON request (id) WHERE suspect <> '' AND told = 0;
CREATE INDEX request_digest ON request (digest);
CREATE INDEX letter_request ON letter (request);
CREATE INDEX letter_due ON letter (due) WHERE due IS NOT NULL;
