CREATE TABLE "regrade_changes" (
	"regrade_id" uuid NOT NULL,
	"submission_id" uuid NOT NULL,
	"from_grading_id" uuid,
	"to_grading_id" uuid NOT NULL,
	CONSTRAINT "regrade_changes_regrade_id_submission_id_pk" PRIMARY KEY("regrade_id","submission_id")
);
--> statement-breakpoint
CREATE TABLE "review_claims" (
	"submission_id" uuid NOT NULL,
	"part_id" text NOT NULL,
	"user_id" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "review_claims_submission_id_part_id_pk" PRIMARY KEY("submission_id","part_id")
);
--> statement-breakpoint
ALTER TABLE "regrade_changes" ADD CONSTRAINT "regrade_changes_regrade_id_regrades_id_fk" FOREIGN KEY ("regrade_id") REFERENCES "public"."regrades"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_changes" ADD CONSTRAINT "regrade_changes_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_changes" ADD CONSTRAINT "regrade_changes_from_grading_id_gradings_id_fk" FOREIGN KEY ("from_grading_id") REFERENCES "public"."gradings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_changes" ADD CONSTRAINT "regrade_changes_to_grading_id_gradings_id_fk" FOREIGN KEY ("to_grading_id") REFERENCES "public"."gradings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_claims" ADD CONSTRAINT "review_claims_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_claims" ADD CONSTRAINT "review_claims_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "regrade_changes_submission" ON "regrade_changes" USING btree ("submission_id");