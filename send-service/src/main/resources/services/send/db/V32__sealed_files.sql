-- Whether a piece is sealed: a tenant may change its mind while files are kept.
ALTER TABLE media_piece ADD COLUMN sealed boolean NOT NULL DEFAULT false;
