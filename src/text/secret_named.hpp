#pragma once

#include <cstddef>
#include <string_view>

#include "text/secret_scan.hpp"
#include "text/secret_value.hpp"
#include "text/secret_verdict.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

/// Reads on from a word such as "password" to the value it announces, if it announces one.
class NamedSecret {
public:
    NamedSecret(SecretScan& scan, const Keyword& keyword, std::size_t start);

    /// Where the search for the next word goes on.
    std::size_t run();

private:
    /// "user mario password tigre", "con password tigre": no sign is needed.
    bool follows_at_once();
    /// <password>, <wp:password>
    [[nodiscard]] bool is_tag() const;
    std::size_t element();
    [[nodiscard]] bool is_bare_secret() const;
    [[nodiscard]] bool is_option() const;
    /// "psw.: tigre", "pass. Tigre99"
    void over_abbreviation();
    void over_closing_quotes();
    void step();
    [[nodiscard]] bool is_dash() const;
    /// "Password ........ x", "Password____: x"
    [[nodiscard]] bool is_leader() const;
    [[nodiscard]] std::size_t behind_leader() const;
    /// "password%3Dtigre%26user..."
    void encoded();
    std::size_t assigned();
    void over_emphasis();
    /// "<b>password</b>: x", "<td>password</td><td>x" where no markup was read.
    bool dressed();
    /// YAML: the value stands below `>-` or `|-`.
    [[nodiscard]] bool folds_lines() const;
    [[nodiscard]] bool is_password() const;
    bool report_up_to(std::size_t end);
    bool phrase();
    bool letter_groups();
    /// "password: gatto sul tetto" on a line of its own.
    bool whole_line();
    void cell();
    void dashed();
    /// "password (S3cret!)", or a remark: "password (FTP): ..."
    void bracket();
    /// define('DB_PASSWORD', 'value'), or a new clause that may still say what the password is.
    void comma();
    void quotation();
    void token();
    void after_copula(std::string_view word, std::size_t begin, std::size_t end);
    /// The value stands on the next line, alone on it.
    void below(bool announced);
    bool accept(const Value& value, Announced how);
    /// "Password: sunny day tomorrow"
    void further_words(const Value& value, Announced announced);

    SecretScan& scan_;
    Keyword keyword_;
    std::size_t start_;
    std::size_t at_;
    bool begins_line_;         ///< The word, or the identifier it is part of.
    std::size_t word_end_ = 0; ///< Behind the word itself.
    std::size_t words_ = 0;
    std::size_t services_ = 0; ///< Those among the words that name a service.
    std::size_t fillers_ = 0;
    bool copula_ = false;
    bool direct_only_ = false;
    bool key_quoted_ = false;
    bool after_comma_ = false;
    bool leading_ = false; ///< A preposition stood right behind the word.
    bool talk_ = false;    ///< A word in between says that the talk is about passwords.
    bool done_ = false;
};

} // namespace usher::text
