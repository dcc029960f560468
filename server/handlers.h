// SPDX-License-Identifier: Apache-2.0
// What answers each route: functions of a request and the thread's Worker. They see no socket and never wait.
#pragma once

#include "server/request.h"
#include "server/response.h"
#include "server/router.h"

namespace cybercheck::server {

void GetCheck(const Request& request, Worker& worker, Response& response);
void PostCheck(const Request& request, Worker& worker, Response& response);
void Check(const Request& request, Worker& worker, Response& response);  // either, by method
void Scan(const Request& request, Worker& worker, Response& response);
void IssueAppToken(const Request& request, Worker& worker, Response& response);
void Livez(const Request& request, Worker& worker, Response& response);   // the process answers
void Readyz(const Request& request, Worker& worker, Response& response);  // and so does its storage, and it is not draining
void MetricsPage(const Request& request, Worker& worker, Response& response);
void AssetPage(const Request& request, Worker& worker, Response& response);  // the pages for people and what they need; openapi.yaml

base::Result<Submission> DecodeReport(const Request& request, Worker& worker);
void RenderReport(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
base::Result<Submission> DecodeReportBatch(const Request& request, Worker& worker);
void GetReport(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeAttachment(const Request& request, Worker& worker);
void RenderAttachment(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void GetAttachment(const Request& request, Worker& worker, Response& response);
void GetCapture(const Request& request, Worker& worker, Response& response);

// Cases: anybody's to file and to follow, officers' to move.
base::Result<Submission> DecodeCase(const Request& request, Worker& worker);
base::Result<Submission> DecodeCaseBatch(const Request& request, Worker& worker);
base::Result<Submission> DecodeCaseWorkbook(const Request& request, Worker& worker);
void CaseTransfers(const Request& request, Worker& worker, Response& response);
void GetCase(const Request& request, Worker& worker, Response& response);
void CasePage(const Request& request, Worker& worker, Response& response);
void Track(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeCaseAmendment(const Request& request, Worker& worker);
base::Result<Submission> DecodeCaseTransfers(const Request& request, Worker& worker);
base::Result<Submission> DecodeCaseMove(const Request& request, Worker& worker);
base::Result<Submission> DecodeCaseNote(const Request& request, Worker& worker);
base::Result<Submission> DecodeCaseLink(const Request& request, Worker& worker);
void RenderCaseWork(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);  // of these five
base::Result<Submission> DecodeCaseCode(const Request& request, Worker& worker);
void RenderCaseCode(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void FindCases(const Request& request, Worker& worker, Response& response);
void CasesLinked(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeControlTotal(const Request& request, Worker& worker);
void RenderControlTotal(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void ControlTotals(const Request& request, Worker& worker, Response& response);

// Officers' reads: why an answer is what it is, what waits for them.
void IndicatorEvidence(const Request& request, Worker& worker, Response& response);
void IndicatorRelated(const Request& request, Worker& worker, Response& response);
void Queue(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeClaim(const Request& request, Worker& worker);
base::Result<Submission> DecodeRelease(const Request& request, Worker& worker);
void RenderClaim(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
base::Result<Submission> DecodeTextReports(const Request& request, Worker& worker);
void RenderTextReports(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);

// Supervisors' decisions.
base::Result<Submission> DecodeReview(const Request& request, Worker& worker);
void RenderReview(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
base::Result<Submission> DecodeReviewsBatch(const Request& request, Worker& worker);
void RenderReviewsBatch(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
base::Result<Submission> DecodeReviewUndo(const Request& request, Worker& worker);
void RenderReviewUndo(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);

// Appeals: anybody's to open and to follow, supervisors' to decide; the figures are public.
base::Result<Submission> DecodeAppealOpen(const Request& request, Worker& worker);
void RenderAppealOpen(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void AppealPage(const Request& request, Worker& worker, Response& response);
void AppealFigures(const Request& request, Worker& worker, Response& response);
void AppealStatus(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeAppealMove(const Request& request, Worker& worker);
void RenderAppealMove(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);

// Holds on money: banks open and answer their own, officers all; what is held can be asked back by anybody.
base::Result<Submission> DecodeHoldOpen(const Request& request, Worker& worker);
void RenderHoldOpen(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void HoldPage(const Request& request, Worker& worker, Response& response);
void HoldStream(const Request& request, Worker& worker, Response& response);
void HoldFigures(const Request& request, Worker& worker, Response& response);
void HoldStatus(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeHoldAnswer(const Request& request, Worker& worker);
void RenderHoldAnswer(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
base::Result<Submission> DecodeHoldWorkbook(const Request& request, Worker& worker);
base::Result<Submission> DecodeHoldMove(const Request& request, Worker& worker);
void RenderHoldMove(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
base::Result<Submission> DecodeReleaseAsk(const Request& request, Worker& worker);
void RenderReleaseAsk(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void ReleasePage(const Request& request, Worker& worker, Response& response);
void ReleaseStatus(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeReleaseMove(const Request& request, Worker& worker);
void RenderReleaseMove(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);

// The money of cases: where it went, which of it is no part of the fraud, whom it came to.
void CaseTrail(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeTransferRelease(const Request& request, Worker& worker);
void RenderTransferRelease(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void AccountPage(const Request& request, Worker& worker, Response& response);
void AccountStatus(const Request& request, Worker& worker, Response& response);

// What is counted; exact, for those who work with figures.
void Statistics(const Request& request, Worker& worker, Response& response);

void WarningRank(const Request& request, Worker& worker, Response& response);  // what to warn of

// What codes are called; anybody's.
void Taxonomies(const Request& request, Worker& worker, Response& response);

// Releases: figures that everybody may read.
base::Result<Submission> DecodePublication(const Request& request, Worker& worker);
void RenderPublication(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void PublicationPage(const Request& request, Worker& worker, Response& response);
void PublicationKey(const Request& request, Worker& worker, Response& response);
void GetPublication(const Request& request, Worker& worker, Response& response);
void PublicationSignature(const Request& request, Worker& worker, Response& response);

// What is made of statistics for those who answer for them: the week's bulletin, targets, the yearbook.
void WeekBulletin(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeBulletinNote(const Request& request, Worker& worker);
void RenderBulletinNote(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void Targets(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeTarget(const Request& request, Worker& worker);
void RenderTarget(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void Yearbook(const Request& request, Worker& worker, Response& response);

base::Result<Submission> DecodeEntry(const Request& request, Worker& worker);
void RenderEntry(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void ControlLog(const Request& request, Worker& worker, Response& response);
void ControlStatus(const Request& request, Worker& worker, Response& response);
void ControlKeyNationalId(const Request& request, Worker& worker, Response& response);
void ControlTokens(const Request& request, Worker& worker, Response& response);
void ControlKeyPerson(const Request& request, Worker& worker, Response& response);
void ControlKeyDigest(const Request& request, Worker& worker, Response& response);
void ControlSealReport(const Request& request, Worker& worker, Response& response);
void ControlEraseSubjects(const Request& request, Worker& worker, Response& response);  // these five wait, as the next does
void ControlKeys(const Request& request, Worker& worker, Response& response);
void ControlRotateKeys(const Request& request, Worker& worker, Response& response);
void ControlCopyKeys(const Request& request, Worker& worker, Response& response);
void ControlRetain(const Request& request, Worker& worker, Response& response);
void ControlReload(const Request& request, Worker& worker, Response& response);  // waits: the control thread's only

}  // namespace cybercheck::server
