// SPDX-License-Identifier: Apache-2.0
// Result<T>: a T, or the Error that prevented it. Reading the value of a failed Result is a broken invariant (ends the process).
#pragma once

#include <boost/system/result.hpp>
#include <utility>

#include "base/error.h"

namespace cybercheck::base {

[[noreturn]] void ThrowFromError(const Error& error, const boost::source_location& where);
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  ThrowFromError(error, where);
}

template <class T>
using Result = boost::system::result<T, Error>;

inline Error Fail(ErrorCode code, std::string detail = {}) { return Error{code, std::move(detail)}; }

}  // namespace cybercheck::base

// Hands an error to the caller, or goes on: TRY(Put(…));  ASSIGN_OR_RETURN(auto value, Get(…));
#define CYBERCHECK_CONCAT_(a, b) a##b
#define CYBERCHECK_CONCAT(a, b) CYBERCHECK_CONCAT_(a, b)
#define TRY(expression)                                                     \
  do {                                                                      \
    if (auto try_result_ = (expression); try_result_.has_error()) [[unlikely]] \
      return std::move(try_result_).error();                                \
  } while (false)
#define ASSIGN_OR_RETURN(declaration, expression) \
  CYBERCHECK_ASSIGN_OR_RETURN(CYBERCHECK_CONCAT(assign_result_, __LINE__), declaration, expression)
#define CYBERCHECK_ASSIGN_OR_RETURN(result, declaration, expression) \
  auto result = (expression);                                        \
  if (result.has_error()) [[unlikely]]                               \
    return std::move(result).error();                                \
  declaration = std::move(*result)
