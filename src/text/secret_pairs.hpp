#pragma once

#include <cstddef>

#include "text/secret_scan.hpp"
#include "text/secret_value.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

/// "user/password: mario / S3cret": a pair announced by both words. Answers where it ends, or 0.
std::size_t report_pair_behind(SecretScan& scan, std::size_t keyword_start, const Keyword& keyword);

/// "S3cret è la password": the value stands before the word.
void report_value_before(SecretScan& scan, std::size_t keyword_start, const Keyword& keyword);

/// "from OldOne1 to NewOne2", "Abc123! e Def456!": what is joined to a value that ends at `i`. Answers where reading
/// goes on.
std::size_t report_second_value(SecretScan& scan, std::size_t i, Secret::Kind kind);

/// "1234-5678, 2345-6789": further codes like the one that ends at `i`. Answers where reading goes on.
std::size_t report_like_values(SecretScan& scan, const Value& first, std::size_t i);

/// Whether a user's name ("user mario password ...") or a preposition ("with password ...") stands before the word, so
/// that the value may follow without a sign.
bool is_introduced(const SecretScan& scan, std::size_t keyword_start);

/// "credenziali: mario / S3cret", "login: mario / S3cret".
void find_credentials(SecretScan& scan);

} // namespace usher::text
