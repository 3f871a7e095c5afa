"""What the platform knows of one person: a copy for that person, and closing the account (个人信息保护法 第四十五、四十七条)."""
