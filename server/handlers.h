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
void AssetPage(const Request& request, Worker& worker, Response& response);  // the page at / and what it needs; openapi.yaml

base::Result<Submission> DecodeReport(const Request& request, Worker& worker);
void RenderReport(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
base::Result<Submission> DecodeReportBatch(const Request& request, Worker& worker);
void RenderReportBatch(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void GetReport(const Request& request, Worker& worker, Response& response);
base::Result<Submission> DecodeAttachment(const Request& request, Worker& worker);
void RenderAttachment(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void GetAttachment(const Request& request, Worker& worker, Response& response);
void GetCapture(const Request& request, Worker& worker, Response& response);

base::Result<Submission> DecodeEntry(const Request& request, Worker& worker);
void RenderEntry(const base::Result<store::Sequencer::Reply>& reply, Worker& worker, Response& response);
void ControlLog(const Request& request, Worker& worker, Response& response);
void ControlStatus(const Request& request, Worker& worker, Response& response);
void ControlKeyNationalId(const Request& request, Worker& worker, Response& response);
void ControlTokens(const Request& request, Worker& worker, Response& response);
void ControlReload(const Request& request, Worker& worker, Response& response);  // waits: the control thread's only

}  // namespace cybercheck::server
