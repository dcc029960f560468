// SPDX-License-Identifier: Apache-2.0
#include "store/sequencer.h"

#include <future>

namespace cybercheck::store {

base::Result<Sequencer::Reply> Sequencer::SubmitAndWait(event::Draft draft, Priority priority) {
  std::promise<base::Result<Reply>> promise;
  auto future = promise.get_future();
  Submit(std::move(draft), priority, [&promise](base::Result<Reply> reply) { promise.set_value(std::move(reply)); });
  return future.get();
}

}  // namespace cybercheck::store
